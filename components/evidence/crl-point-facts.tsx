import { useTranslations } from 'next-intl'
import { Absent } from '#components/ui/absent.tsx'
import { Instant } from '#components/ui/instant.tsx'
import { KeyValue, KeyValues } from '#components/ui/key-values.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import { formatCount } from '#lib/core/format.ts'
import type { CrlHealth } from '#lib/evidence/health.ts'
import { CrlFile } from './crl-file.tsx'
import { CrlHealthMark } from './crl-health-mark.tsx'
import { ProblemWord } from './problem-word.tsx'

/** What stands at one address: the vendor's or a certificate's word, so it is text and no link. */
export function CrlPointFacts({ point }: { point: CrlHealth }) {
  const t = useTranslations('authorities.report.field')
  const { crl, problem } = point
  return (
    <KeyValues labels="wide">
      <KeyValue term={t('state')}>
        <CrlHealthMark health={point} />
      </KeyValue>
      {problem === null ? null : (
        <KeyValue term={t('problem')}>
          <ProblemWord problem={problem} />
        </KeyValue>
      )}
      <KeyValue term={t('address')} wide>
        <span className="mono break-all">
          <UntrustedText text={point.url} />
        </span>
      </KeyValue>
      <KeyValue term={t('triedAt')}>
        <Instant at={point.triedAt} />
      </KeyValue>
      <KeyValue term={t('thisUpdate')}>
        <Instant at={crl?.thisUpdate ?? null} />
      </KeyValue>
      <KeyValue term={t('nextUpdate')}>
        <Instant at={crl?.nextUpdate ?? null} />
      </KeyValue>
      <KeyValue term={t('entries')}>{crl === null ? <Absent /> : formatCount(crl.entries)}</KeyValue>
      <KeyValue term={t('size')}>{crl === null ? <Absent /> : t('bytes', { size: formatCount(crl.size) })}</KeyValue>
      <KeyValue term={t('signature')}>{crl === null ? <Absent /> : crl.signatureAlgorithm}</KeyValue>
      <KeyValue term={t('file')}>
        {crl === null ? <Absent /> : <CrlFile sha256={crl.sha256} number={crl.number} />}
      </KeyValue>
      <KeyValue term={t('sha256')} wide>
        {crl === null ? <Absent /> : <span className="mono break-all">{crl.sha256}</span>}
      </KeyValue>
    </KeyValues>
  )
}
