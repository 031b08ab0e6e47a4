'use client'
import { useTranslations } from 'next-intl'
import { Fragment } from 'react'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { Section } from '#components/ui/document.tsx'
import { KeyValue, KeyValues } from '#components/ui/key-values.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import type { OperationDetail, OperationExchange } from '#lib/operations/operation.ts'
import { equivalentCommand } from './equivalent-command.ts'
import { RefusalWords } from './refusal-words.tsx'
import { ExternalLink } from './vendor-facts.tsx'

/** The call as it went over the wire, without secrets, and what came back; the same call for a shell. */
export function ExchangeSection({
  operation,
  exchange: { request, answer },
}: {
  operation: OperationDetail
  exchange: OperationExchange
}) {
  const t = useTranslations('receipt')
  const { id, nonce, acsDate, accessKeyId } = operation
  const command = equivalentCommand(request)
  return (
    <Section id={`exchange-${id}`} title={t('exchange.title')} remark={t('exchange.redacted')}>
      <KeyValues labels="wide">
        {operation.state === 'refused' ? <Refusal operation={operation} /> : null}
        <KeyValue term={t('exchange.request')}>
          <Disclosure
            summary={(count) => t('exchange.showRequest', { count })}
            lines={[`${request.method} ${request.url}`, ...headerLines(request.headers)]}
          />
        </KeyValue>
        <KeyValue term={t('exchange.answer')}>
          <Answer answer={answer} />
        </KeyValue>
        <KeyValue term={t('field.nonce')}>
          <span className="mono">{nonce}</span>
        </KeyValue>
        <KeyValue term={t('field.date')}>
          <span className="mono">{acsDate}</span>
        </KeyValue>
        <KeyValue term={t('field.accessKey')}>
          <span className="mono">{accessKeyId}</span>
        </KeyValue>
        {command === null ? null : (
          <KeyValue term={t('exchange.command')} wide>
            <Command line={command} />
            <CopyButton size="small" value={command} label={t('exchange.copyCommand')} />
          </KeyValue>
        )}
      </KeyValues>
    </Section>
  )
}

function Refusal({ operation }: { operation: OperationDetail }) {
  const t = useTranslations('receipt.exchange')
  const tDialog = useTranslations('writes.failure')
  const { kind, cloudCode, cloudMessage, httpStatus, recommend } = operation
  return (
    <KeyValue term={t('vendor')}>
      <p>
        <RefusalWords kind={kind} cloudCode={cloudCode} httpStatus={httpStatus} />
      </p>
      {cloudMessage === null ? null : (
        <p className="text-ink-2">
          <UntrustedText text={cloudMessage} />
        </p>
      )}
      {recommend === null ? null : <ExternalLink href={recommend}>{tDialog('diagnosis')}</ExternalLink>}
    </KeyValue>
  )
}

function Answer({ answer }: { answer: OperationExchange['answer'] }) {
  const t = useTranslations('receipt.exchange')
  if (answer === null) return t('none')
  const status = answer.httpStatus === null ? [] : [`HTTP ${String(answer.httpStatus)}`]
  const lines = [...status, ...headerLines(answer.headers), '', ...answer.body.split(/\r?\n/)]
  return (
    <>
      <Disclosure summary={(count) => t('showAnswer', { count })} lines={lines} />
      {answer.truncated ? <p className="text-small text-caution">{t('truncated')}</p> : null}
    </>
  )
}

function headerLines(headers: Readonly<Record<string, string>>): string[] {
  return Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
}

function Disclosure({ summary, lines }: { summary: (count: number) => string; lines: readonly string[] }) {
  return (
    <details>
      <summary className="text-accent">{summary(lines.length)}</summary>
      <Code lines={lines} />
    </details>
  )
}

/** An option and its value stay on one line, wherever the command has to break. */
function Command({ line }: { line: string }) {
  return (
    <pre className={code}>
      {line.split(/ (?=--)/).map((part, index) => (
        <Fragment key={index}>
          {index === 0 ? null : ' '}
          <span className="inline-block">
            <UntrustedText text={part} />
          </span>
        </Fragment>
      ))}
    </pre>
  )
}

const code = 'mono mt-1 mb-2 max-w-full rounded-control bg-well px-3 py-2 whitespace-pre-wrap'

/** Text of the wire, line by line; whatever somebody hid in it is spelled out. */
function Code({ lines }: { lines: readonly string[] }) {
  return (
    <pre className={code}>
      {lines.map((line, index) => (
        <span key={index} className="block min-h-5">
          <UntrustedText text={line} />
        </span>
      ))}
    </pre>
  )
}
