import { BarePage } from '#components/shell/bare-page.tsx'
import { NothingHere } from '#components/shell/states/nothing-here.tsx'

export default function NotFoundPage() {
  return (
    <BarePage>
      <NothingHere />
    </BarePage>
  )
}
