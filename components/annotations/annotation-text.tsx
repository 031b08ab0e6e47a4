import { useTranslations } from 'next-intl'
import { Absent } from '#components/ui/absent.tsx'
import { KeyValue, KeyValues } from '#components/ui/key-values.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import type { AnnotationText as Text } from '#lib/annotations/annotation.ts'

/** Owner, tags and note, each as it was written: text, and nothing that it could do. */
export function AnnotationText({ text: { owner, tags, note } }: { text: Text }) {
  const t = useTranslations('certificate.annotation')
  return (
    <KeyValues>
      <KeyValue term={t('owner')}>{owner === '' ? <Absent /> : <UntrustedText text={owner} />}</KeyValue>
      <KeyValue term={t('tags')}>{tags.length === 0 ? <Absent /> : <Tags tags={tags} />}</KeyValue>
      <KeyValue term={t('note')}>{note === '' ? <Absent /> : <Note note={note} />}</KeyValue>
    </KeyValues>
  )
}

function Tags({ tags }: { tags: readonly string[] }) {
  return (
    <ul className="flex flex-wrap gap-1.5">
      {tags.map((tag) => (
        <li key={tag} className="max-w-full rounded-chip border border-line-2 bg-well px-1.5 text-small leading-5">
          <UntrustedText text={tag} />
        </li>
      ))}
    </ul>
  )
}

/** Its lines are its own; every other character that nobody could see is spelled out. */
function Note({ note }: { note: string }) {
  return (
    <div className="max-w-[72ch] break-words">
      {note.split('\n').map((line, index) => (
        <p key={index} className="min-h-5">
          <UntrustedText text={line} />
        </p>
      ))}
    </div>
  )
}
