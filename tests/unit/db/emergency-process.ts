import { openEmergencyFile } from '#lib/db/server/emergency-file.ts'

// A process that appends its lines and is gone.

const { dataDir, lines } = JSON.parse(process.argv[2] ?? '{}') as { dataDir: string; lines: string[] }
const emergency = openEmergencyFile(dataDir)
for (const line of lines) emergency.append(line)
