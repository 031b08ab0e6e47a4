import { buttonLook, type ButtonLook } from '#components/ui/button-look.ts'
import { homePath } from '#lib/core/home-path.ts'

/**
 * To the overview, as a plain link: after a failure everything is loaded anew, and the router's link stays out of the
 * JavaScript of every page (error pages are part of all of them).
 */
export function WayHome({ look = 'outline', label }: { look?: ButtonLook; label: string }) {
  return (
    <a href={homePath} className={buttonLook(look, 'regular')}>
      {label}
    </a>
  )
}
