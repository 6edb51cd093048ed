/** A pack as the list has it. */
export interface Pack {
  key: string
  name: string
  description: string
  object: string
  sop: string | null
  installed: boolean
  preferred: boolean
  stages: { key: string; name: string; phase: string }[]
  holds: { steps: number; questions: number; talk_tracks: number; views: number }
}

/** A pack with everything that it brings. */
export interface WholePack extends Omit<Pack, 'stages'> {
  stages: {
    key: string
    name: string
    goal: string
    role: string | null
    target: string
    steps: { key: string; title: string; required: boolean; guidance: string | null }[]
    exit: string[]
  }[]
  questions: { name: string; n: number }[]
  talk_tracks: { situation: string; kind: string | null; text: string }[]
  views: { name: string; object: string }[]
}
