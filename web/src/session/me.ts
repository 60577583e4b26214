import { createContext, useContext } from 'react'
import type { Schemas } from '../api/client'

export type Me = Schemas['Me']

export const MeContext = createContext<Me | undefined>(undefined)

/** Who has signed in. Pages stand below the gate, where somebody always has. */
export function useMe(): Me {
  const me = useContext(MeContext)
  if (!me) throw new Error('there is no session here')
  return me
}

export const BUSINESS = [
  'supervisor',
  'resident_office',
  'department_head',
  'department_staff',
  'town',
  'village',
  'institution',
  'school',
  'inspector',
]
export const isBusiness = (role: string) => BUSINESS.includes(role)
