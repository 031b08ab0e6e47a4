/**
 * The sign-in page's picture is the product's own: certificates as intervals, sorted by expiry, and the now line. Rows
 * keep their height on every screen; across, everything is in per cent. Decoration, hidden from assistive technology.
 */
const rowHeight = 29
const nowX = 35.4
const revokedRow = 17
const firstValidRow = 8

type Interval = { readonly start: number; readonly end: number }

/** Always the same picture: a picture that changed with every visit would ask to be read. */
const intervals: readonly Interval[] = Array.from({ length: 60 }, (_, row) => {
  const jitter = ((row * 7919) % 97) / 97
  if (row < firstValidRow) return { start: -1, end: nowX - (firstValidRow - row) * 1.3 + jitter * 1.2 }
  const left = (row - firstValidRow + 1) ** 1.12 * 1.95 + jitter * 1.9
  const spent = jitter < 0.42 ? 40 : 4 + jitter * 34
  return { start: nowX - spent, end: nowX + left }
})

const across = (x: number) => `${x.toFixed(2)}%`

export function IntervalArt({ now }: { now: string }) {
  return (
    <svg aria-hidden="true" className="painted absolute inset-0 size-full" fill="none">
      {intervals.map((interval, row) => (
        <Row key={row} interval={interval} row={row} />
      ))}
      <line x1={across(nowX)} x2={across(nowX)} y1="0" y2="100%" className="stroke-accent" strokeWidth="2" />
      <text x={across(nowX)} dx="12" y="30" className="fill-accent font-sans text-body font-semibold">
        {now}
      </text>
    </svg>
  )
}

function Row({ interval: { start, end }, row }: { interval: Interval; row: number }) {
  const y = 14 + row * rowHeight
  const turn = Math.min(end, nowX)
  return (
    <>
      <line x1={across(start)} x2={across(turn)} y1={y} y2={y} className="stroke-bar" strokeWidth="2" />
      {row === revokedRow ? (
        <>
          <line
            x1={across(nowX)}
            x2={across(end)}
            y1={y}
            y2={y}
            className="stroke-spent"
            strokeWidth="1.5"
            strokeDasharray="3 4"
          />
          <svg x={across(nowX)} y={y} overflow="visible">
            <line x1="-8" x2="8" y1="11" y2="-11" className="stroke-spent" strokeWidth="3" />
          </svg>
        </>
      ) : end > nowX ? (
        <line x1={across(nowX)} x2={across(end)} y1={y} y2={y} className="stroke-bar" strokeWidth="8" />
      ) : null}
    </>
  )
}
