import { cutMiddle, revealText, spellText, type TextPart } from '#lib/core/text.ts'
import { classNames } from './class-names.ts'

/**
 * A name that somebody else chose, shown so that it cannot lie: no markup, bidi and control characters spelled out in
 * a box, isolated from the text around it. With `cut` it stays on one line and gives up its middle, never its end; the
 * whole is then in the title, and wherever the name is the subject it is shown without `cut`.
 */
export function UntrustedText({ text, cut = false, keep = 11 }: { text: string; cut?: boolean; keep?: number }) {
  const parts = revealText(text)
  if (!cut) {
    return (
      <bdi className="exact whitespace-pre-wrap">
        {parts.map((part, index) => (part.kind === 'plain' ? part.text : <EscapeToken key={index} part={part} />))}
      </bdi>
    )
  }
  return (
    <bdi className="exact flex min-w-0 whitespace-pre" title={spellText(text)}>
      {condense(parts).map((part, index, all) => {
        if (typeof part === 'number') return <More key={index} count={part} />
        if (part.kind === 'escape') return <EscapeToken key={index} part={part} />
        return <Stretch key={index} text={part.text} keep={index === all.length - 1 ? keep : 0} />
      })}
    </bdi>
  )
}

/** Past two boxes a row has no room left for the name: the boxes between are counted, the end stays. */
function condense(parts: readonly TextPart[]): readonly (TextPart | number)[] {
  const boxes = parts.flatMap((part, index) => (part.kind === 'escape' ? [index] : []))
  const second = boxes[1]
  const last = boxes.at(-1)
  if (second === undefined || last === undefined || last === second) return parts
  return [...parts.slice(0, second + 1), boxes.length - 2, ...parts.slice(last + 1)]
}

function Stretch({ text, keep }: { text: string; keep: number }) {
  const { head, tail } = keep === 0 ? { head: text, tail: '' } : cutMiddle(text, keep)
  return (
    <>
      {/* Not `truncate`: it would swallow the blank where the text was cut, and two words would read as one. */}
      <span className="min-w-0 overflow-hidden text-ellipsis">{head}</span>
      {tail === '' ? null : <span className="flex-none">{tail}</span>}
    </>
  )
}

const box =
  'mx-0.5 inline-block flex-none self-center rounded-chip border border-current px-0.75 font-mono text-escape font-medium text-caution align-[1px]'

function EscapeToken({ part }: { part: Extract<TextPart, { kind: 'escape' }> }) {
  const repeated = part.count > 1 ? ` ×${String(part.count)}` : ''
  return (
    <span className={box} title={`${part.token} ${part.name}`}>
      {part.token + repeated}
    </span>
  )
}

function More({ count }: { count: number }) {
  return <span className={classNames(box, 'border-dashed')}>{`+${String(count)}`}</span>
}
