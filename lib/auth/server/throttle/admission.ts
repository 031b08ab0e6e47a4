import 'server-only'

/** Bounds how many attempts one process holds back at once: each holds a connection and a little memory. */
export type Admission = {
  /** Null when there is no room; else the function that gives the place back (once). */
  readonly enter: (address: string) => (() => void) | null
}

/** `perAddress` leaves room for others while one address floods; `total` bounds all of them together. */
export function createAdmission({ perAddress, total }: { perAddress: number; total: number }): Admission {
  const inside = new Map<string, number>()
  let count = 0
  return {
    enter: (address) => {
      const ofAddress = inside.get(address) ?? 0
      if (ofAddress >= perAddress || count >= total) return null
      inside.set(address, ofAddress + 1)
      count += 1
      let isInside = true
      return () => {
        if (!isInside) return
        isInside = false
        count -= 1
        const left = (inside.get(address) ?? 1) - 1
        if (left === 0) inside.delete(address)
        else inside.set(address, left)
      }
    },
  }
}

/** The process's own. */
export const passwordAdmission = createAdmission({ perAddress: 16, total: 64 })
