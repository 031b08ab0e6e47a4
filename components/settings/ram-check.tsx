'use client'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { Absent } from '#components/ui/absent.tsx'
import { Button } from '#components/ui/button.tsx'
import { Instant } from '#components/ui/instant.tsx'
import { StatusMark, type StatusMarkName } from '#components/ui/status-mark.tsx'
import { Cell, ColumnHead, Row, Table } from '#components/ui/table.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import { ramReportOptions } from '#lib/settings/queries.ts'
import type { RamFinding } from '#lib/settings/schema.ts'

const marks: Record<RamFinding['verdict'], StatusMarkName> = {
  allowed: 'valid',
  denied: 'refused',
  unclear: 'caution',
  not_tried: 'neutral',
}

/** Which RAM actions the credentials hold. Reads are tried; no write is ever sent to find out. */
export function RamCheck() {
  const t = useTranslations('settings.ram')
  const { data, isFetching, isError, refetch } = useQuery(ramReportOptions())
  return (
    <>
      <p className="mb-2.5 max-w-[46rem] text-pretty text-ink-2">{t('text')}</p>
      {data === undefined ? (
        <p role="status" className="text-ink-2">
          {isError ? t('failed') : t('trying')}
        </p>
      ) : (
        <Table label={t('label')} density="log" bleed={false} stacks>
          <thead>
            <tr>
              <ColumnHead>{t('action')}</ColumnHead>
              <ColumnHead className="w-40">{t('verdict')}</ColumnHead>
              <ColumnHead className="w-50" from={780}>
                {t('code')}
              </ColumnHead>
              <ColumnHead className="w-46" from={700}>
                {t('at')}
              </ColumnHead>
            </tr>
          </thead>
          <tbody>
            {data.findings.map((finding) => (
              <Row key={finding.action}>
                <Cell phone="name">
                  <span className="mono">{finding.action}</span>
                </Cell>
                <Cell phone="status">
                  <StatusMark mark={marks[finding.verdict]}>{t(`verdicts.${finding.verdict}`)}</StatusMark>
                </Cell>
                <Cell from={780} phone="start" tone="quiet">
                  {finding.code === null ? <Absent /> : <UntrustedText text={finding.code} cut />}
                </Cell>
                <Cell from={700} phone="end" tone="quiet">
                  <Instant at={finding.at} />
                </Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      )}
      <div className="mt-2.5">
        <Button
          busy={isFetching ? t('trying') : undefined}
          onClick={() => {
            void refetch()
          }}
        >
          {t('again')}
        </Button>
      </div>
    </>
  )
}
