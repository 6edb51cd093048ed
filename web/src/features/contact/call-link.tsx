import type { ComponentProps } from 'react'
import { dial } from './reach'

/** Whom a call would reach. */
export interface Callee {
  name: string
  phone: string
  object: string
  id: string
}

interface Props extends Omit<ComponentProps<'a'>, 'href' | 'id'> {
  /** Who is called: the object and the record. */
  object: string
  id: string
  phone: string
}

/** A number to call: it asks first whether it may be dialled. */
export function CallLink({ object, id, phone, ...rest }: Props) {
  return (
    <a
      href={`tel:${phone}`}
      onClick={event => {
        event.preventDefault()
        void dial(object, id, phone)
      }}
      {...rest}
    />
  )
}
