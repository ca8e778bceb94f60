/** In place of the addons: none. */
export const buildAddons = () => {};
