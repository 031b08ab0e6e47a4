'use client'
import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { Instant } from '#components/ui/instant.tsx'
import { Cell, ColumnHead, Row, Table } from '#components/ui/table.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import { endSessionAction } from '#lib/auth/actions.ts'
import type { Session } from '#lib/auth/user.ts'
import { OutcomeNote, outcomeOf } from './outcome-note.tsx'

/** One's own open sessions; each but the present one can be ended from here. */
export function Sessions({ sessions }: { sessions: readonly Session[] }) {
  const t = useTranslations('settings.sessions')
  const router = useRouter()
  const { mutate, isPending, variables, data, isError } = useMutation({
    mutationFn: (sessionId: string) => endSessionAction({ which: 'one', sessionId }),
    onSettled: () => {
      router.refresh()
    },
  })
  return (
    <>
      <Table label={t('label')} density="log" bleed={false} stacks>
        <thead>
          <tr>
            <ColumnHead>{t('agent')}</ColumnHead>
            <ColumnHead className="w-36" from={620}>
              {t('address')}
            </ColumnHead>
            <ColumnHead className="w-46">{t('lastSeen')}</ColumnHead>
            <ColumnHead className="w-26" align="right">
              {t('act')}
            </ColumnHead>
          </tr>
        </thead>
        <tbody>
          {sessions.map(({ id, userAgent, address, lastSeenAt, isCurrent }) => (
            <Row key={id}>
              <Cell phone="name">
                <UntrustedText text={userAgent} cut />
              </Cell>
              <Cell phone="start" from={620} tone="quiet">
                <span className="mono">{address}</span>
              </Cell>
              <Cell phone="end" tone="quiet">
                <Instant at={lastSeenAt} />
              </Cell>
              <Cell phone="status" align="right">
                {isCurrent ? (
                  <span className="text-ink-3">{t('current')}</span>
                ) : (
                  <Button
                    size="small"
                    busy={isPending && variables === id ? t('ending') : undefined}
                    onClick={() => {
                      mutate(id)
                    }}
                  >
                    {t('end')}
                  </Button>
                )}
              </Cell>
            </Row>
          ))}
        </tbody>
      </Table>
      <OutcomeNote outcome={outcomeOf({ data, isError })} failed={t('failed')} done={t('ended')} />
    </>
  )
}
