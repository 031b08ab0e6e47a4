/** `system` follows the machine's setting, also when that changes while the page is open. */
export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

/** Written by the switch in the browser, read by the server, so that the first byte is already in the right theme. */
export const themeCookie = 'rescind-theme'

export function themeOf(cookie: string | undefined): Theme {
  return themes.find((theme) => theme === cookie) ?? 'system'
}
