import { Button } from '#components/ui/button.tsx'

/** A server action without arguments that ends the session and leads to the sign-in page. */
export type SignOutAction = (formData: FormData) => Promise<void>

/** A form, so that leaving works without JavaScript too. */
export function SignOut({ action, label }: { action: SignOutAction; label: string }) {
  return (
    <form action={action} className="grid">
      <Button type="submit">{label}</Button>
    </form>
  )
}
