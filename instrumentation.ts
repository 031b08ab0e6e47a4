/**
 * Runs once per start, before the first request: a console that is configured wrongly must not come up half. Imported
 * late, because Next also compiles this file for its other runtime.
 */
export async function register(): Promise<void> {
  if (process.env['NEXT_RUNTIME'] !== 'nodejs') return
  const { bringHome, endUnlessStartable } = await import('#lib/http/server/startable.ts')
  endUnlessStartable()
  // Not waited for: a store that is away must not keep the console from saying so.
  void bringHome()
}
