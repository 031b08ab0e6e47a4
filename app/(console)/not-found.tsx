import { NothingHere } from '#components/shell/states/nothing-here.tsx'

export default function ConsoleNotFoundPage() {
  return <NothingHere />
}
