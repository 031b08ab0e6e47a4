import { NextIntlClientProvider } from 'next-intl'
import type { ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { SigningStopped } from '#components/audit/signing-stopped.tsx'
import { Verdict } from '#components/audit/verdict.tsx'
import { auditProblems, type AuditVerification } from '#lib/audit/entry.ts'
import english from '#lib/i18n/catalogs/en/audit.json' with { type: 'json' }
import chinese from '#lib/i18n/catalogs/zh-CN/audit.json' with { type: 'json' }

const good: AuditVerification = {
  count: 1_234,
  head: { sequence: 1_234, hash: 'a'.repeat(64) },
  checkpoints: { count: 3, last: { sequence: 1_200, at: '2026-11-28T08:00:00.000Z' } },
  firstBad: null,
}

describe.each([
  ['en', english],
  ['zh-CN', chinese],
] as const)('what verifying found, in %s', (locale, audit) => {
  const rendered = (children: ReactNode) =>
    renderToStaticMarkup(
      <NextIntlClientProvider locale={locale} timeZone="UTC" messages={{ audit }}>
        {children}
      </NextIntlClientProvider>,
    )
  const shown = (verification: AuditVerification) => rendered(<Verdict verification={verification} />)

  it('says how far the chain was checked, and against which checkpoints', () => {
    const text = shown(good)
    expect(text).toContain(audit.verify.held)
    expect(text).toContain('#1,234')
    expect(text).toContain('#1,200')
    expect(text).toMatch(/3 (signed checkpoints|个签名检查点)/)
    expect(shown({ ...good, checkpoints: { count: 0, last: null } })).toContain(audit.verify.unsigned)
  })

  it.each(auditProblems)('has its own words for the problem "%s"', (problem) => {
    const text = shown({ ...good, count: 6, firstBad: { sequence: 7, problem } })
    expect(text).toContain(audit.verify.problem[problem])
    expect(text).toContain('#7')
    expect(text).toContain('#6')
    expect(text).not.toContain(audit.verify.held)
    const stopped = rendered(<SigningStopped refused={{ sequence: 7, problem }} />)
    expect(stopped).toContain(audit.verify.problem[problem])
    expect(stopped).toContain('#7')
  })

  it('says nothing of signing while it goes on', () => {
    expect(rendered(<SigningStopped refused={null} />)).toBe('')
  })
})
