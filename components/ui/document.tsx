import type { ReactNode } from 'react'

/** A page that is read from top to bottom, at most 1000 wide, with a column beside it where there is room. */
export function DocumentPage({ side, children }: { side?: ReactNode; children: ReactNode }) {
  return (
    <div className="flex-1 side:grid side:grid-cols-[minmax(0,1fr)_21rem]">
      <div className="max-w-document px-7 pt-3.5 pb-8 max-rail:px-4 max-rail:pt-3 max-rail:pb-6">{children}</div>
      {side === undefined ? null : (
        <div className="border-line bg-form px-7 pt-4 pb-6 max-side:border-t max-rail:px-4 max-rail:py-4.5 side:border-l">
          {side}
        </div>
      )}
    </div>
  )
}

/** A part of a document: its name over a rule, with a remark at the end of the line. */
export function Section({
  id,
  title,
  remark,
  children,
}: {
  id: string
  title: ReactNode
  remark?: ReactNode
  children: ReactNode
}) {
  return (
    <section aria-labelledby={id} className="mt-6.5">
      <div className="mb-2.25 flex items-baseline gap-2.5 border-b border-line-2 pb-1.75">
        <h2 id={id} className="flex-none text-section">
          {title}
        </h2>
        {remark === undefined ? null : <div className="ml-auto text-small text-ink-3">{remark}</div>}
      </div>
      {children}
    </section>
  )
}

/** The last thing on a detail page: what cannot be undone, boxed in red, each act with its consequence beside it. */
export function DangerBox({ id, title, children }: { id: string; title: ReactNode; children: ReactNode }) {
  return (
    <section aria-labelledby={id} className="mt-7.5 rounded-control border border-danger">
      <h2 id={id} className="border-b border-danger/30 px-4 py-2.5 text-body font-semibold text-danger">
        {title}
      </h2>
      <div className="divide-y divide-line">{children}</div>
    </section>
  )
}

export function DangerAct({
  title,
  consequence,
  children,
}: {
  title: ReactNode
  consequence: ReactNode
  children: ReactNode
}) {
  return (
    <div className="flex items-center gap-x-6 gap-y-2.5 px-4 py-3.25 max-rail:flex-wrap">
      <div>
        <h3 className="font-semibold">{title}</h3>
        <p className="text-pretty text-ink-2">{consequence}</p>
      </div>
      <div className="ml-auto grid min-w-37.5 flex-none max-rail:w-full">{children}</div>
    </div>
  )
}

/** The quiet end of a receipt: a sentence and, beside it, the step that nobody should take by accident. */
export function QuietEnd({ text, children }: { text: ReactNode; children: ReactNode }) {
  return (
    <div className="mt-8 flex items-center gap-x-6 gap-y-3 border-t border-line pt-4 max-rail:flex-wrap">
      <p className="max-w-[64ch] text-pretty text-ink-2">{text}</p>
      <div className="ml-auto flex-none max-rail:ml-0">{children}</div>
    </div>
  )
}

/** The RequestId of a receipt with its buttons, between two rules. */
export function IdentifierRow({ label, value, children }: { label: ReactNode; value: ReactNode; children: ReactNode }) {
  return (
    <div className="mt-4.5 flex flex-wrap items-center gap-x-4 gap-y-2.5 border-y border-line pt-4 pb-4.5">
      <div>
        <div className="text-small text-ink-3">{label}</div>
        <div>{value}</div>
      </div>
      <div className="ml-auto flex gap-2 max-rail:ml-0 max-rail:w-full max-rail:*:flex-1 max-rail:*:grid">
        {children}
      </div>
    </div>
  )
}
