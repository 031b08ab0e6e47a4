'use client'
import { useRouter } from 'next/navigation'
import { useState, type ComponentProps, type ReactNode } from 'react'

// The conditions of a list as a form. They live in the address: choosing one goes there, and another address fills the
// fields anew. The fields stay in the document meanwhile, so the focus does too.

type Fields<Name extends string> = Readonly<Record<Name, string>>
type Change = { target: { form: HTMLFormElement | null } }

/**
 * What stands in the fields of such a form. `address` is the list's, `asked` what it says in the form's terms. A field
 * that says what the address says leaves it alone, since the address may say more than a field can: several values, an
 * instant within a day. `hrefOf` is the way from the conditions to an address.
 */
export function useFilterForm<Name extends string>({
  address,
  asked,
  hrefOf,
}: {
  address: string
  asked: Fields<Name>
  hrefOf: (asked: URLSearchParams) => string
}) {
  const router = useRouter()
  const [held, setDraft] = useState<FilterDraft<Name>>({ address, fields: asked, sent: [] })
  const draft = draftAt(held, address, asked)
  if (draft !== held) setDraft(draft)
  const { fields } = draft
  const go = (filled: Fields<Name>) => {
    const href = hrefOf(withFields(address, asked, filled))
    setDraft((now) => ({ ...now, fields: filled, sent: href === now.address ? [] : [...now.sent, href] }))
    router.push(href)
  }
  const bind = (name: Name) => ({
    name,
    value: fields[name],
    onChange: ({ target: { form } }: Change) => setDraft((now) => ({ ...now, fields: filledIn(now.fields, form) })),
  })
  // A choice is an answer; a text or a date is one only when it has been typed to its end.
  const choose = (name: Name) => ({
    ...bind(name),
    onChange: ({ target: { form } }: Change) => go(filledIn(fields, form)),
  })
  return { bind, choose, submit: (form: HTMLFormElement) => go(filledIn(fields, form)) }
}

/** What stands in the form itself: somebody may have typed before the page was taken over, which no state knows of. */
function filledIn<Name extends string>(fields: Fields<Name>, form: HTMLFormElement | null): Fields<Name> {
  const data = form === null ? null : new FormData(form)
  const filled = Object.entries<string>(fields).map(([name, value]) => [name, data?.get(name) ?? value] as const)
  return Object.fromEntries(filled) as Fields<Name>
}

/** Without JavaScript the same form asks for the same, but of an instant for its whole day. */
export function FilterForm({
  label,
  action,
  onAsk,
  children,
}: {
  label: string
  action: string
  onAsk: (form: HTMLFormElement) => void
  children: ReactNode
}) {
  const submit: ComponentProps<'form'>['onSubmit'] = (event) => {
    event.preventDefault()
    onAsk(event.currentTarget)
  }
  return (
    <form
      role="search"
      aria-label={label}
      action={action}
      className="flex flex-wrap items-end gap-x-3 gap-y-2.5 px-5 pb-3 max-rail:px-4"
      onSubmit={submit}
    >
      {children}
    </form>
  )
}

/** The conditions of an address with those fields written over that say something else. They begin at the first page. */
export function withFields<Name extends string>(
  address: string,
  asked: Fields<Name>,
  filled: Fields<Name>,
): URLSearchParams {
  const conditions = new URLSearchParams(address.split('?')[1])
  conditions.delete('cursor')
  for (const [name, value] of Object.entries<string>(filled)) {
    if (value !== asked[name as Name]) conditions.set(name, value)
  }
  return conditions
}

/** What stands in the fields. */
export type FilterDraft<Name extends string> = {
  /** The list's address when this was drawn. */
  readonly address: string
  readonly fields: Fields<Name>
  /** The addresses that we went to and that are not drawn yet. */
  readonly sent: readonly string[]
}

/**
 * The fields once the list has another address. One that we asked for ourselves changes nothing in them: somebody may
 * be typing on. Any other came from elsewhere (the back button, a chip, a link), and the fields follow.
 */
export function draftAt<Name extends string>(
  draft: FilterDraft<Name>,
  address: string,
  asked: Fields<Name>,
): FilterDraft<Name> {
  if (address === draft.address) return draft
  const ours = draft.sent.indexOf(address)
  return ours === -1
    ? { address, fields: asked, sent: [] }
    : { address, fields: draft.fields, sent: draft.sent.slice(ours + 1) }
}
