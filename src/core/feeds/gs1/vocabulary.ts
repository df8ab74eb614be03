/** Owns the words of the Core Business Vocabulary (CBV 2.0) and their three spellings. */

/** How a vocabulary is spelt: `urn:epcglobal:cbv:<urn>:word`, `https://ref.gs1.org/cbv/<web>-word`, or the bare word. */
interface Spelling {
  urn: string
  web: string
}

export const VOCABULARIES = {
  bizStep: { urn: 'bizstep', web: 'BizStep' },
  disposition: { urn: 'disp', web: 'Disp' },
  transactionType: { urn: 'btt', web: 'BTT' },
  partyType: { urn: 'sdt', web: 'SDT' },
  errorReason: { urn: 'er', web: 'ER' },
  component: { urn: 'comp', web: 'Comp' },
} as const satisfies Record<string, Spelling>
export type Vocabulary = keyof typeof VOCABULARIES

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/))

export const TRANSACTION_TYPES = words(
  'bol cert desadv inv pedigree po poc prodorder recadv rma testprd testres upevt',
)
export const PARTY_TYPES = words('owning_party possessing_party location')
export const ERROR_REASONS = words('did_not_occur incorrect_data')
export const COMPONENTS = words(
  `x y z axial_distance azimuth height spherical_radius polar_angle elevation_angle easting northing latitude
   longitude altitude`,
)
export const SENSOR_ALERTS = words('ALARM_CONDITION ERROR_CONDITION')
/** What a sensor may measure: the words of the GS1 Web Vocabulary that EPCIS 2.0 names. */
export const MEASUREMENT_TYPES = words(
  `AbsoluteHumidity AbsorbedDose AbsorbedDoseRate Acceleration Radioactivity Altitude AmountOfSubstance
   AmountOfSubstancePerUnitVolume Angle AngularAcceleration AngularMomentum AngularVelocity Area Capacitance
   Conductance Conductivity Count Density Dimensionless DoseEquivalent DoseEquivalentRate DynamicViscosity
   ElectricCharge ElectricCurrent ElectricCurrentDensity ElectricFieldStrength Energy Exposure Force Frequency
   Illuminance Inductance Irradiance KinematicViscosity Length LinearMomentum Luminance LuminousFlux
   LuminousIntensity MagneticFlux MagneticFluxDensity MagneticVectorPotential Mass MassConcentration MassFlowRate
   MassPerAreaTime MemoryCapacity MolalityOfSolute MolarEnergy MolarMass MolarVolume Power Pressure RadiantFlux
   RadiantIntensity RelativeHumidity Resistance Resistivity SolidAngle SpecificVolume Speed SurfaceDensity
   SurfaceTension Temperature Time Torque Voltage Volume VolumeFlowRate VolumeFraction VolumetricFlux Wavenumber`,
)

const WEB_ADDRESS = /^(?:https?:\/\/(?:ref|ns)\.gs1\.org\/cbv\/|cbv:)([A-Za-z]+)-(.+)$/

/**
 * The bare word that a value stands for, whichever of the three spellings it has.
 * @returns undefined for a URI of a vocabulary that is not GS1's.
 */
export function bareWord(value: string, vocabulary: Vocabulary): string | undefined {
  if (!value.includes(':')) return value
  const { urn, web } = VOCABULARIES[vocabulary]
  const urnStart = `urn:epcglobal:cbv:${urn}:`
  if (value.startsWith(urnStart)) return value.slice(urnStart.length)
  const match = WEB_ADDRESS.exec(value)
  return match !== null && match[1] === web ? match[2] : undefined
}

/** The web address of a value of a vocabulary; URIs of other vocabularies stand as they are. */
export function webAddress(value: string, vocabulary: Vocabulary): string {
  const word = bareWord(value, vocabulary)
  return word === undefined ? value : `https://ref.gs1.org/cbv/${VOCABULARIES[vocabulary].web}-${word}`
}
