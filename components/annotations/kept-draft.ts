// What somebody is writing on a certificate, kept by the tab for when the form is left by a link and opened again.

export type Draft = { owner: string; tags: string; note: string }

/** `version` is that of the annotation on which it was begun. */
export type KeptDraft = { readonly draft: Draft; readonly version: number }

/** Whose draft on which certificate: a tab may be used by one person after another. */
export type DraftOf = { readonly person: string; readonly identifier: string }

export function keptDraft(of: DraftOf): KeptDraft | null {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(keyOf(of)) ?? 'null')
    return isKept(kept) ? kept : null
  } catch {
    return null
  }
}

export function keepDraft(of: DraftOf, kept: KeptDraft): void {
  try {
    sessionStorage.setItem(keyOf(of), JSON.stringify(kept))
  } catch {
    // A browser that keeps nothing: it lasts as long as its form.
  }
}

export function forgetDraft(of: DraftOf): void {
  try {
    sessionStorage.removeItem(keyOf(of))
  } catch {
    // Then it keeps none.
  }
}

function keyOf({ person, identifier }: DraftOf): string {
  return `annotation ${JSON.stringify([person, identifier])}`
}

function isKept(kept: unknown): kept is KeptDraft {
  const { draft, version } = (kept ?? {}) as Partial<KeptDraft>
  const { owner, tags, note } = (draft ?? {}) as Partial<Draft>
  return typeof version === 'number' && [owner, tags, note].every((part) => typeof part === 'string')
}
