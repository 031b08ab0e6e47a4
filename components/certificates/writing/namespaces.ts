import type { Namespace } from '#lib/i18n/messages.ts'

/** The words that a page must hand to `ClientMessages` for `RevokeDialog` and `DeleteDialog` to speak. */
export const writingNamespaces = ['reasons', 'shell', 'vendor', 'writes'] as const satisfies readonly Namespace[]
