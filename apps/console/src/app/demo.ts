/** False where the server wrote into the page that this is no demonstration; a page of the development server says nothing and may be one. */
export const MAY_BE_DEMO = document.querySelector<HTMLMetaElement>('meta[name="sutra-demo"]')?.content !== 'false';
