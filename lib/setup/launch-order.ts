import { err, ok, type Result } from '#lib/core/result.ts'

const parts = ['all', 'console', 'worker', 'migrate'] as const
type Part = (typeof parts)[number]

export type LaunchOrder = {
  readonly part: Part
  readonly isDevelopment: boolean
  /** False with --no-env-file: the environment is all there is. */
  readonly readsEnvFile: boolean
}

const known = 'Known are console, worker and migrate (none of them: all), --dev and --no-env-file.'

/** What the launcher's words ask for; a failure is a sentence. A mistyped word must not start more than was meant. */
export function launchOrderOf(words: readonly string[]): Result<LaunchOrder, string> {
  const named = words.filter((word) => !word.startsWith('--'))
  const unknown = words.find((word) => !['--dev', '--no-env-file', ...parts].includes(word))
  if (unknown !== undefined) return err(`"${unknown}" is no part of Rescind. ${known}`)
  if (named.length > 1) return err(`Only one part can be named. ${known}`)
  return ok({
    part: parts.find((part) => part === named[0]) ?? 'all',
    isDevelopment: words.includes('--dev'),
    readsEnvFile: !words.includes('--no-env-file'),
  })
}
