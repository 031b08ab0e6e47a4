import { useTranslations } from 'next-intl'
import { AlarmList } from '#components/alarms/alarm-list.tsx'
import { nameOf } from '#components/certificates/name-of.ts'
import { MissingQuestion } from '#components/sync/missing-question.tsx'
import { OperationOutcome } from '#components/operations/operation-outcome.tsx'
import { operationsHref } from '#components/operations/operations-href.ts'
import { Icon } from '#components/ui/icon.tsx'
import { NameLink } from '#components/ui/name-link.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { formatTotal } from '#lib/core/format.ts'
import { isUnattended, waitingForPerson } from '#lib/operations/state.ts'
import { paths } from '#lib/core/paths.ts'
import type { Overview } from '#lib/overview/schema.ts'

/** What waits for a person: outcomes that nobody knows, alarms, scheduled writes that came to nothing, and a list that lost too much at once. */
export function Attention({
  overview,
  mayDecide,
  mayAcknowledge,
}: {
  overview: Overview
  mayDecide: boolean
  mayAcknowledge: boolean
}) {
  const t = useTranslations('overview.attention')
  const { needsHuman, alarms, sync } = overview
  const question = sync.missing !== null && sync.missing.state !== 'kept' ? sync.missing : null
  const isQuiet = needsHuman.total === 0 && alarms.total === 0 && question === null
  return (
    <section aria-labelledby="attention" className="border-b border-line px-5 pt-4 pb-4.5 max-rail:px-4">
      <h2 id="attention" className="mb-2 text-section">
        {t('title')}
      </h2>
      {isQuiet ? (
        <p className="flex items-center gap-1.5 text-ink-2">
          <Icon name="valid" className="text-ok" />
          {t('none')}
        </p>
      ) : (
        <div className="grid gap-3">
          {question === null ? null : <MissingQuestion question={question} mayDecide={mayDecide} />}
          <AlarmList alarms={alarms} mayAcknowledge={mayAcknowledge} />
          <ul className="divide-y divide-line">
            {needsHuman.items.map((operation) => (
              <li key={operation.id} className="grid gap-1 py-2">
                <NameLink href={paths.operation(operation.id)} name={nameOf(operation)} />
                <OperationOutcome operation={operation} />
                {isUnattended(operation) ? <span className="text-small text-ink-2">{t('unattended')}</span> : null}
              </li>
            ))}
          </ul>
          {needsHuman.total > needsHuman.items.length ? (
            <p className="text-small">
              <TextLink href={operationsHref({ state: [...waitingForPerson] })}>
                {t('all', { total: formatTotal(needsHuman) })}
              </TextLink>
            </p>
          ) : null}
        </div>
      )}
    </section>
  )
}
