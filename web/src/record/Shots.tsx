import { Thumbnail } from './Thumbnail'

export interface Shot {
  digest: string
  title: string
}

/** Evidence files side by side, small. */
export function Shots({ title, files, open }: { title: string; files: readonly string[]; open: (shot: Shot) => void }) {
  return (
    <div className="shots">
      {files.map((digest, index) => (
        <Thumbnail
          key={digest}
          digest={digest}
          title={`${title} ${index + 1}/${files.length}`}
          open={() => open({ digest, title })}
        />
      ))}
    </div>
  )
}
