'use client'
import { useRouter } from 'next/navigation'
import type { ReactNode } from 'react'

/**
 * The conditions of a list as a form. They live in the address: choosing one goes there, and the fields are what the
 * address says. Without JavaScript the same form asks for the same address.
 */
export function FilterForm({ label, action, children }: { label: string; action: string; children: ReactNode }) {
  const router = useRouter()
  const go = (form: HTMLFormElement) => {
    const asked = new URLSearchParams()
    for (const [name, value] of new FormData(form)) {
      if (typeof value === 'string' && value.trim() !== '') asked.append(name, value.trim())
    }
    const query = asked.toString()
    router.push(query === '' ? action : `${action}?${query}`)
  }
  return (
    <form
      role="search"
      aria-label={label}
      action={action}
      className="flex flex-wrap items-end gap-x-3 gap-y-2 px-5 pb-3 max-rail:px-4"
      onSubmit={(event) => {
        event.preventDefault()
        go(event.currentTarget)
      }}
      onChange={(event) => {
        const isText = event.target instanceof HTMLInputElement && event.target.type !== 'date'
        if (!isText) go(event.currentTarget)
      }}
    >
      {children}
    </form>
  )
}
