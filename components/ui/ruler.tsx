import { shareOf } from '#lib/core/format.ts'
import { classNames } from './class-names.ts'

export type RulerTick = { readonly at: number; readonly label?: string }

const percent = (share: number) => `${(share * 100).toFixed(2)}%`

/**
 * The life of one certificate as a ruler: spent as a rule, left as a bar, and the now line between them. It is a
 * picture with a sentence (`label`); the dates stand beside it as text. Times are epoch ms.
 */
export function Ruler({
  from,
  to,
  now,
  tone,
  label,
  nowWord,
  fromLabel,
  toLabel,
  ticks = [],
  cutAt = null,
}: {
  from: number
  to: number
  now: number
  tone: 'valid' | 'expiring' | 'expired' | 'revoked'
  label: string
  nowWord: string
  fromLabel: string
  toLabel: string
  /** Marks between the ends; those with a label are longer. */
  ticks?: readonly RulerTick[]
  cutAt?: number | null
}) {
  const here = shareOf(now, from, to)
  // Revoked, and nobody knows when: no part of it is claimed to have been good.
  const spent = tone === 'revoked' ? 0 : here
  const turn = cutAt === null ? spent : Math.min(here, shareOf(cutAt, from, to))
  const endTone = tone === 'expiring' ? 'font-medium text-caution' : 'text-ink-3'
  return (
    <div role="img" aria-label={label} className="ruler" data-tone={tone}>
      <i className="axis" />
      {[{ at: from, label: ' ' }, ...ticks, { at: to, label: ' ' }].map((tick) => (
        <i
          key={tick.at}
          className="tick"
          data-major={tick.label === undefined ? undefined : true}
          style={{ left: percent(shareOf(tick.at, from, to)) }}
        />
      ))}
      <i className="past" style={{ width: percent(turn) }} />
      <i className="left" style={{ left: percent(turn) }} />
      {cutAt === null ? null : <i className="cut" style={{ left: percent(turn) }} />}
      <i className="now" style={{ left: percent(here) }} />
      <span
        className="top-0.5 font-semibold text-accent"
        style={
          here < 0.5 ? { left: `calc(${percent(here)} + 0.5rem)` } : { right: `calc(${percent(1 - here)} + 0.5rem)` }
        }
      >
        {nowWord}
      </span>
      <span className="top-14 left-0 text-ink-3">{fromLabel}</span>
      {ticks.map((tick) =>
        tick.label === undefined ? null : (
          <span
            key={tick.at}
            className="top-14 -translate-x-1/2 text-ink-3 max-rail:hidden"
            style={{ left: percent(shareOf(tick.at, from, to)) }}
          >
            {tick.label}
          </span>
        ),
      )}
      <span className={classNames('top-14 right-0', endTone)}>{toLabel}</span>
    </div>
  )
}
