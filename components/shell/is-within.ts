/** Whether `pathname` lies in the place at `href` or below one of `also`. The overview is only itself. */
export function isWithin(pathname: string, { href, also }: { href: string; also: readonly string[] }): boolean {
  if (pathname === href) return true
  return [href, ...also].some((root) => root !== '/' && pathname.startsWith(`${root}/`))
}
