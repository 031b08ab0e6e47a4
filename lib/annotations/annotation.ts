import { searchText } from '#lib/certificates/search-text.ts'

// What people here write on a certificate: whose it is, tags, a note. This room owns the tables
// `certificate_annotations` and `certificate_tags`. They stand apart from the mirror: no reading of the vendor writes
// them, and they stay with a tombstone. Two people never overwrite one another unseen.

export const OWNER_LENGTH = 100
export const NOTE_LENGTH = 4000
export const TAG_LENGTH = 40
export const MOST_TAGS = 20

export type AnnotationText = {
  /** One line. */
  owner: string
  /** In the order in which they were given, each once. */
  tags: string[]
  /** Lines are parted by LF. */
  note: string
}

export type Annotation = AnnotationText & {
  /** Counts up with every change; 0 while nobody has written anything. */
  version: number
  /** RFC 3339 UTC. */
  updatedAt: string | null
  updatedBy: string | null
}

export const noAnnotation: Annotation = { owner: '', tags: [], note: '', version: 0, updatedAt: null, updatedBy: null }

/** A change, as it stands in the audit. Times are RFC 3339 UTC. */
export type AnnotationChange = {
  at: string
  by: string
  changed: (keyof AnnotationText)[]
  auditSequence: number
}

export const annotationParts = ['owner', 'tags', 'note'] as const satisfies readonly (keyof AnnotationText)[]

/** Controls, formats (bidi among them) and separators of lines: nothing of which an owner or a tag is made. */
export const lineOnly = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u

export type TagProblem = 'too_long' | 'unreadable' | 'too_many'

/** Tags as they are typed, parted by commas of any script or by lines: no tag holds one. */
export function parseTags(typed: string): string[] {
  return distinctTags(typed.split(TAG_ENDS))
}

const TAG_ENDS = /[,，、;；\n\r]/u

/** As they are kept: trimmed, and of those that a search would not tell apart, the first. */
export function distinctTags(tags: readonly string[]): string[] {
  const byKey = new Map<string, string>()
  for (const tag of tags.map((one) => one.trim())) {
    const key = searchText(tag)
    if (key !== '' && !byKey.has(key)) byKey.set(key, tag)
  }
  return [...byKey.values()]
}

/** What keeps tags from being stored; null when nothing does. */
export function tagProblem(tags: readonly string[]): TagProblem | null {
  if (tags.length > MOST_TAGS) return 'too_many'
  if (tags.some((tag) => !lineOnly.test(tag) || TAG_ENDS.test(tag))) return 'unreadable'
  return tags.some((tag) => Array.from(tag).length > TAG_LENGTH) ? 'too_long' : null
}

export function changedParts(before: AnnotationText, after: AnnotationText): (keyof AnnotationText)[] {
  return annotationParts.filter((part) => JSON.stringify(before[part]) !== JSON.stringify(after[part]))
}
