
// Tables that can be sorted: a button in each heading. Without this script the rows stay in the order of the file.
for (const table of document.querySelectorAll('table.sortable')) {
  const body = table.tBodies[0];
  const key = (row, column) => {
    const cell = row.cells[column];
    const data = cell.querySelector('data');
    const text = data ? data.getAttribute('value') : cell.textContent.trim();
    const number = Number(text);
    return text !== '' && !Number.isNaN(number) ? number : text;
  };
  const compare = (a, b) => {
    if (typeof a === 'number' && typeof b === 'number') return a - b;
    if (typeof a === typeof b) return a.localeCompare(b);
    return typeof a === 'number' ? -1 : 1;
  };
  [...table.tHead.rows[0].cells].forEach((heading, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener('click', () => {
      const rising = heading.getAttribute('aria-sort') !== 'ascending';
      for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
      heading.setAttribute('aria-sort', rising ? 'ascending' : 'descending');
      const rows = [...body.rows];
      rows.sort((a, b) => compare(key(a, column), key(b, column)) * (rising ? 1 : -1));
      body.append(...rows);
    });
  });
}
