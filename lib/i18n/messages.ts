import type { Locale } from './locale.ts'
import type { english } from './catalogs/english.ts'

/** All words of the console in one language. English is the form that the other catalogs are held to. */
export type Messages = typeof english
/** One file of a catalog: the words of one screen or of one shared part. */
export type Namespace = keyof Messages

// Types the keys of `useTranslations` and `getTranslations` everywhere.
declare module 'next-intl' {
  interface AppConfig {
    Locale: Locale
    Messages: Messages
  }
}

/** The part of a catalog that the client components of a page need. Everything else stays on the server. */
export function pickMessages(messages: Messages, namespaces: readonly Namespace[]): Partial<Messages> {
  return Object.fromEntries(namespaces.map((namespace) => [namespace, messages[namespace]]))
}
