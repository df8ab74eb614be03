/** Owns the version that the hub and its commands tell. */
import packageFile from '../../package.json' with { type: 'json' }

export const VERSION: string = packageFile.version
