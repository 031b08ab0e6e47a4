import { useTranslations } from 'next-intl'
import { crlProblems } from '#lib/evidence/problem.ts'

/** Why a CRL could not be had or must not be believed, in plain words. */
export function ProblemWord({ problem }: { problem: string }) {
  const t = useTranslations('ui.crlProblem')
  return t(crlProblems.find((known) => known === problem) ?? 'other')
}
