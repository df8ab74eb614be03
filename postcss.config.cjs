/** Owns how the renderer's style sheets are read: Mantine's preset and nothing else. */
module.exports = { plugins: { 'postcss-preset-mantine': {} } }
