import 'server-only'
import type { getTranslations } from 'next-intl/server'
import type { Namespace } from '#lib/i18n/messages.ts'

/** What the report is written in. */
export type PackLanguage = { readonly t: Translator<'pack'>; readonly locale: string }

/** The words of one namespace, in the reader's language: what a page hands to whatever writes for it. */
export type Translator<Name extends Namespace> = Awaited<ReturnType<typeof getTranslations<Name>>>
