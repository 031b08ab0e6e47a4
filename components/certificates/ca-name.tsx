import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import { cutBeforeLastWords } from './last-words.ts'

/** What fits into the column of the list. */
const LONGEST = 14

/**
 * The name of a CA in little room. CAs of one house begin alike and differ in their last words, so whole words from
 * the end are kept; what is left out stays in the document at no size, for whoever copies, searches or hears it.
 */
export function CaName({ name }: { name: string }) {
  const cut = cutBeforeLastWords(name, LONGEST)
  if (cut === 0) return <UntrustedText text={name} cut />
  return (
    <bdi className="exact" title={name}>
      <span className="elided leading-none">{name.slice(0, cut)}</span>
      {name.slice(cut)}
    </bdi>
  )
}
