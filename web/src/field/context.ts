import { createContext, useContext } from 'react'

export interface FieldDeeds {
  send: () => Promise<void>
  refresh: () => Promise<void>
}
export const FieldContext = createContext<FieldDeeds>({ send: async () => {}, refresh: async () => {} })
export const useDeeds = () => useContext(FieldContext)
