/** What the emulator believes; it opens nothing else. */
export const demoKeyPair = { accessKeyId: 'emulator-access-key', accessKeySecret: 'emulator-access-secret' } as const
