import type { Namespace } from '#lib/i18n/messages.ts'
import { writingNamespaces } from './writing/namespaces.ts'

/** The words that a page must hand to `ClientMessages` for the list, its row action and its dialog to speak. */
export const listNamespaces = [
  'certificates',
  'export',
  'query',
  'states',
  'views',
  ...writingNamespaces,
] as const satisfies readonly Namespace[]

/** The same for the page of one certificate. */
export const detailNamespaces = [
  'certificate',
  'certificates',
  'receipt',
  'states',
  ...writingNamespaces,
] as const satisfies readonly Namespace[]
