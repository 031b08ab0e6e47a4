import { groupInFours, groupRequestId, shortRequestId, shortSerial, type Shortened } from '#lib/core/format.ts'
import { classNames } from './class-names.ts'

/**
 * Serials, fingerprints and RequestIds. They are grouped by margin, so the text in the document is the exact value:
 * copying, searching and reading aloud get what was issued. Shortened ones keep their middle in the document too, at
 * no size, with the ellipsis drawn over it by the style sheet.
 */
const group = 'mr-[0.42em] inline-block last:mr-0'

/** A serial number or a fingerprint, in fours. `mark` underlines the last characters that a gate asks for. */
export function Serial({ value, short = false, mark = 0 }: { value: string; short?: boolean; mark?: number }) {
  const shortened = short ? shortSerial(value) : null
  if (shortened) return <Short value={value} shortened={shortened} />
  const markedFrom = value.length - mark
  return (
    <span className="mono leading-none">
      {groupInFours(value).map((text, index) => {
        const plain = Math.min(text.length, Math.max(0, markedFrom - index * 4))
        return (
          <span key={index} className={group}>
            {text.slice(0, plain)}
            {plain === text.length ? null : <span className="border-b-2 border-accent pb-px">{text.slice(plain)}</span>}
          </span>
        )
      })}
    </span>
  )
}

/** A RequestId of the vendor. `large` is for receipts and permalinks, where it is the largest text on the page. */
export function RequestId({ value, look = 'text' }: { value: string; look?: 'text' | 'short' | 'large' }) {
  const shortened = look === 'short' ? shortRequestId(value) : null
  if (shortened) return <Short value={value} shortened={shortened} />
  const large = 'font-mono text-id max-rail:text-[1rem] max-rail:leading-6.5 max-rail:tracking-[-0.035em]'
  return (
    <span className={classNames(look === 'large' ? large : 'mono leading-none', '[font-variant-ligatures:none]')}>
      {groupRequestId(value).map((text, index) => (
        <span key={index} className={text.endsWith('-') ? 'inline-block' : classNames(group)}>
          {text}
        </span>
      ))}
    </span>
  )
}

/** An identifier that is not grouped: it has its own hyphens. */
export function Identifier({ value }: { value: string }) {
  return <span className="mono leading-none">{value}</span>
}

function Short({ value, shortened: { head, tail } }: { value: string; shortened: Shortened }) {
  const middle = value.slice(head.length, value.length - tail.join('').length)
  return (
    <span className="mono leading-none whitespace-nowrap" title={value}>
      {head}
      <span className="elided">{middle}</span>
      {tail.map((text, index) => (
        <span key={index} className={group}>
          {text}
        </span>
      ))}
    </span>
  )
}
