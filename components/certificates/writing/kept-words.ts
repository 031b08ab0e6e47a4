import type { OperationKind } from '#lib/operations/state.ts'
import type { WriteEntries } from './readiness.ts'

// What somebody has written in a dialog, for when it is closed by mistake and opened again. As long as the page lives,
// and never what arms the button: reason, gate and acknowledgement are given anew.

type Words = Pick<WriteEntries, 'ticket' | 'comment'>
type Of = { readonly kind: OperationKind; readonly identifier: string }

const kept = new Map<string, Words>()

export function keptWords(of: Of): Partial<Words> {
  return kept.get(keyOf(of)) ?? {}
}

export function keepWords(of: Of, { ticket, comment }: Words): void {
  if (ticket === '' && comment === '') forgetWords(of)
  else kept.set(keyOf(of), { ticket, comment })
}

export function forgetWords(of: Of): void {
  kept.delete(keyOf(of))
}

function keyOf({ kind, identifier }: Of): string {
  return `${kind} ${identifier}`
}
