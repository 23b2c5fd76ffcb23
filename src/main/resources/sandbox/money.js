// Amounts in the session's currency and locale. Klarna counts in minor units.

function formatter(currency, locale) {
  try {
    return new Intl.NumberFormat(locale, { style: 'currency', currency });
  } catch (unknown) {
    // A currency or locale the browser does not know must not cost the page its amounts.
    return new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  }
}

export function money(minorUnits, currency, locale) {
  const format = formatter(currency, locale);
  const digits = format.resolvedOptions().maximumFractionDigits;
  return format.format(Number(minorUnits) / 10 ** digits);
}

// In the page's own language: a Swedish month in an English sentence reads like a mistake.
export function dayIn(days) {
  return new Date(Date.now() + days * 86_400_000).toLocaleDateString('en-GB', { day: 'numeric', month: 'long' });
}
