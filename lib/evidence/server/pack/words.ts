import 'server-only'
import type { getTranslations } from 'next-intl/server'

/** The words of the report, in the reader's language. */
export type PackWords = Awaited<ReturnType<typeof getTranslations<'pack'>>>
