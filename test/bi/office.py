#!/usr/bin/python3
"""An analyst with LibreOffice: connects, finds the views, reads them, builds
a pivot table with a chart, prints it.  Whatever the analyst may read is
tried, also views that this file does not name.  psql tells what should come.

The folder to work in is the current one; PG* name the analyst's connection,
CF_ORACLE the one that sees everything.
"""
import datetime
import os
import subprocess

import uno
from com.sun.star.sdbc import SQLException
from com.sun.star.awt import Rectangle
from com.sun.star.table import CellAddress

from soffice import Office, properties
from tap import done, none, ok, same, sql, value

READABLE = """FROM pg_class AS c WHERE c.relnamespace = 'support'::regnamespace
    AND c.relkind IN ('r', 'v') AND has_table_privilege('%s', c.oid, 'SELECT')
    """ % os.environ["PGUSER"]
# of the views that are made for BI tools
FOR_BI = "AND c.relname ~ '^(kpi|fact|dim)_' "
# how the driver should call a PostgreSQL type (com.sun.star.sdbc.DataType);
# it knows no time with time zone and gives a text
PLAIN = {"date": 91, "integer": 4, "bigint": -5, "numeric": 2, "boolean": 16,
         "double precision": 8, "text": -1, "timestamp with time zone": -1}
NUMBERS = ("integer", "bigint", "numeric", "double precision")
FIRST_DAY = datetime.date(1899, 12, 30)


def columns(view):
    return sql("""SELECT attname, format_type(atttypid, NULL)
        FROM pg_attribute WHERE attrelid = 'support.%s'::regclass
        AND attnum > 0 AND NOT attisdropped ORDER BY attnum""" % view)


def cell(text, kind):
    """What a sheet should hold for a value of psql."""
    if text == "":
        return ""
    if kind in NUMBERS:
        return float(text)
    if kind == "date":
        return float((datetime.date.fromisoformat(text) - FIRST_DAY).days)
    if kind == "boolean":
        return 1.0 if text == "t" else 0.0
    return text


def ordered(rows):
    """Texts decide first: numbers may differ by what the clock went on."""
    return sorted(rows, key=lambda row: (
        [one for one in row if isinstance(one, str)],
        [one for one in row if isinstance(one, float)]))


def expected(view, kinds):
    return ordered([tuple(cell(text, kind) for text, kind in zip(row, kinds))
                    for row in sql("SELECT * FROM support." + view)])


def alike(found, before, after):
    """Equal; in a view that moves with the clock, to some minutes."""
    if before == after:
        return found == before
    return len(found) == len(before) and all(
        abs(a - b) < 10 if isinstance(a, float) and isinstance(b, float)
        else a == b
        for one, other in zip(found, before) for a, b in zip(one, other))


def used(sheet):
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    end = cursor.getRangeAddress()
    return sheet.getCellRangeByPosition(0, 0, end.EndColumn, end.EndRow)


def take_in(document, source, view):
    """A sheet with the view, as when a person drags it from the data sources."""
    sheets = document.Sheets
    sheets.insertNewByName(view, sheets.Count)
    sheet = sheets.getByName(view)
    sheet.getCellRangeByName("A1").doImport(properties(
        DatabaseName=source, SourceObject="support." + view,
        SourceType=uno.Enum("com.sun.star.sheet.DataImportMode", "TABLE")))
    return sheet


def connects(office):
    url = "sdbc:postgresql:host=%(PGHOST)s port=%(PGPORT)s dbname=%(PGDATABASE)s"
    connection = office.data_source("desk", url % os.environ,
                                    os.environ["PGUSER"],
                                    os.environ["PGPASSWORD"])
    ok(connection.getMetaData().getDatabaseProductName() == "PostgreSQL",
       "an analyst connects")
    return connection


def finds_views(connection):
    """The list of tables, with the comments of their columns."""
    meta = connection.getMetaData()
    listed = meta.getTables(None, "support", "%", ("VIEW",))
    seen = set()
    while listed.next():
        seen.add(listed.getString(3))
    wanted = {name for name, in sql(
        "SELECT c.relname " + READABLE + FOR_BI + "AND c.relkind = 'v'")}
    ok(len(wanted) >= 15, "there are views for BI tools", wanted)
    none(sorted(wanted - seen), "all of them are listed as views")

    wrong = []
    for view in sorted(wanted):
        told = {}
        described = meta.getColumns(None, "support", view, "%")
        while described.next():
            told[described.getString(4)] = described.getString(12)
        comments = dict(sql("""SELECT attname, col_description(attrelid, attnum)
            FROM pg_attribute WHERE attrelid = 'support.%s'::regclass
            AND attnum > 0 AND NOT attisdropped""" % view))
        if told != comments:
            wrong.append(view)
    none(wrong, "each column brings its definition along")


def reads_no_more(connection):
    """What holds names, telephone numbers and texts is refused."""
    private = sql("""SELECT DISTINCT table_name FROM support.personal_column
        UNION SELECT unnest('{complaint,customer,contact,complaint_event,
            complaint_event_personal,staff,outbox}'::text[]) ORDER BY 1""")
    open_to_all = []
    for name, in private:
        try:
            connection.createStatement().executeQuery(
                'SELECT * FROM support."%s" LIMIT 1' % name)
            open_to_all.append(name)
        except SQLException as refused:
            if "permission denied" not in refused.Message:
                open_to_all.append("%s: %s" % (name, refused.Message))
    none(open_to_all, "no table with personal data can be read")


def has_types(connection):
    """The types of all columns, as the driver sees them."""
    wrong = []
    for view, in sql("SELECT c.relname " + READABLE + FOR_BI + "ORDER BY 1"):
        result = connection.createStatement().executeQuery(
            'SELECT * FROM support."%s" LIMIT 0' % view)
        meta = result.getMetaData()
        for place, (name, kind) in enumerate(columns(view), 1):
            if (meta.getColumnName(place) != name
                    or meta.getColumnType(place) != PLAIN.get(kind, "none")):
                wrong.append("%s.%s %s: %s" % (
                    view, name, kind, meta.getColumnTypeName(place)))
    none(wrong, "dates are dates, counts and rates are numbers")


def reads_all(document):
    """Every relation that is open to the analyst, value by value."""
    wrong = []
    private = []
    for view, relkind in sql("SELECT c.relname, c.relkind " + READABLE
                             + "ORDER BY 1"):
        names, kinds = zip(*columns(view))
        before = expected(view, kinds)
        sheet = take_in(document, "desk", view)
        rows = used(sheet).getDataArray()
        after = expected(view, kinds)
        if rows[0] != names:
            wrong.append("%s has columns %s" % (view, rows[0]))
        # a trailing row of NULLs alone is not "used"
        if relkind == "v" and not alike(ordered(rows[1:]), before, after):
            wrong.append("%s: %s rows, not %s; first %s, not %s" % (
                view, len(rows) - 1, len(before),
                ordered(rows[1:])[:1], before[:1]))
        private += [(view, one) for row in rows for one in row
                    if isinstance(one, str)
                    and ("Private" in one or "隐私" in one
                         or "1390000" in one)]
        if not view.startswith(("kpi_month", "kpi_figure")):
            document.Sheets.removeByName(view)
    none(wrong, "each view comes into a sheet as psql reads it")
    none(private, "no personal data comes along")


def number_format(document, text):
    formats = document.NumberFormats
    anywhere = uno.createUnoStruct("com.sun.star.lang.Locale")
    key = formats.queryKey(text, anywhere, False)
    return key if key >= 0 else formats.addNew(text, anywhere)


def builds_pivot(document):
    """Month by department, sum of received; returns the range of the table."""
    sheet = document.Sheets.getByName("kpi_month")
    data = used(sheet)
    sheet.getColumns().getByName("A").NumberFormat = number_format(
        document, "YYYY-MM")
    report = document.Sheets.getByIndex(0)
    report.Name = "report"
    tables = report.getDataPilotTables()
    plan = tables.createDataPilotDescriptor()
    plan.setSourceRange(data.getRangeAddress())
    plan.ShowFilterButton = False
    orientation = "com.sun.star.sheet.DataPilotFieldOrientation"
    fields = plan.getDataPilotFields()
    for name, place in (("month", "ROW"), ("department", "COLUMN"),
                        ("received", "DATA")):
        fields.getByName(name).Orientation = uno.Enum(orientation, place)
    fields.getByName("received").Function = uno.Enum(
        "com.sun.star.sheet.GeneralFunction", "SUM")
    where = CellAddress()
    where.Sheet, where.Column, where.Row = 0, 0, 2
    tables.insertNewByName("received", where, plan)
    place = tables.getByName("received").getOutputRange()
    report.getCellRangeByPosition(0, place.StartRow, place.EndColumn,
                                  place.EndRow).Columns.OptimalWidth = True
    return place


def pivot_agrees(document, where):
    """Each number of the pivot table, its totals, and what is in no table.

    A department may have a row in a month in which it received nothing.
    """
    report = document.Sheets.getByIndex(0)
    rows = report.getCellRangeByPosition(
        where.StartColumn, where.StartRow, where.EndColumn,
        where.EndRow).getDataArray()
    head = rows[1][1:]
    found = {}
    for row in rows[2:]:
        for department, number in zip(head, row[1:]):
            if number not in ("", 0):
                found[row[0], department] = int(number)
    wanted = {}
    for month, department, number in sql("""
            SELECT coalesce(month::text, 'Total Result'),
                   CASE WHEN grouping(department) = 1 THEN 'Total Result'
                        ELSE coalesce(department, '(empty)') END,
                   count(*)
              FROM (SELECT date_trunc('month', received_at
                           AT TIME ZONE 'Asia/Shanghai')::date AS month,
                           department
                      FROM support.complaint) AS raw
             GROUP BY CUBE (month, department)"""):
        if month != "Total Result":
            month = cell(month, "date")
        wanted[month, department] = int(number)
    same(found, wanted, "the pivot table agrees with the complaints")


def draws_chart(document, where):
    """A stacked column for each month below the pivot table."""
    report = document.Sheets.getByIndex(0)
    charts = report.getPivotCharts()
    top = report.getCellByPosition(0, where.EndRow + 2).Position.Y
    charts.addNewByName("by_month", Rectangle(0, top, 16000, 9000), "received")
    chart = charts.getByName("by_month").getEmbeddedObject()
    diagram = chart.createInstance("com.sun.star.chart.BarDiagram")
    chart.setDiagram(diagram)
    diagram.Stacked = True
    diagram.getWall().FillStyle = uno.Enum(
        "com.sun.star.drawing.FillStyle", "NONE")
    chart.HasLegend = True
    chart.HasMainTitle = True
    chart.Title.String = "Complaints received by month and department"
    ok(len(charts.ElementNames) == 1 and len(chart.getDataSequences()) > 0,
       "a chart shows the pivot table")


def words(document):
    """Headings in two languages; the Chinese one comes from the desk."""
    figures = used(document.Sheets.getByName("kpi_figure")).getDataArray()
    label = {row[1]: row[3] for row in figures[1:]}["received"]
    report = document.Sheets.getByIndex(0)
    report.getCellByPosition(0, 0).String = "Support desk: received / " + label
    report.getCellByPosition(0, 0).CharHeight = 16
    report.getCellByPosition(0, 0).CharHeightAsian = 16
    return label


def prints(document, label):
    """One page with heading, totals and a chart that is not white."""
    for name in document.Sheets.ElementNames[1:]:
        document.Sheets.getByName(name).IsVisible = False
    style = document.StyleFamilies.getByName("PageStyles").getByName("Default")
    style.IsLandscape, style.Width, style.Height = True, 29700, 21000
    style.ScaleToPagesX = style.ScaleToPagesY = 1
    area = used(document.Sheets.getByIndex(0)).getRangeAddress()
    area.EndRow += 24
    area.EndColumn = max(area.EndColumn, 7)
    document.Sheets.getByIndex(0).setPrintAreas((area,))
    document.storeToURL("file://%s/desk.pdf" % os.getcwd(), properties(
        FilterName="calc_pdf_Export"))

    def tool(*command):
        return subprocess.run(command, check=True,
                              stdout=subprocess.PIPE).stdout

    text = tool("pdftotext", "-layout", "desk.pdf", "-").decode()
    same(text.count("\f"), 1, "the PDF has one page")
    none([one for one in (label, "Total Result", "customer_service",
                          "Complaints received by month and department",
                          value("SELECT count(*) FROM support.complaint"))
          if one not in text], "heading, totals and chart stand on it")
    tool("pdftoppm", "-r", "60", "-png", "-singlefile", "desk.pdf", "desk")
    picture = tool("pdftoppm", "-r", "40", "desk.pdf")
    pixels = picture.split(b"\n255\n", 1)[1]
    colours = {}
    for at in range(0, len(pixels) - 2, 3):
        one = pixels[at:at + 3]
        if max(one) - min(one) > 60:
            colours[one] = colours.get(one, 0) + 1
    areas = [one for one, often in colours.items() if often > 100]
    ok(len(areas) >= 2, "the chart has areas of several colours", colours)


with Office(os.getcwd()) as office:
    connection = connects(office)
    finds_views(connection)
    reads_no_more(connection)
    has_types(connection)
    document = office.spreadsheet()
    reads_all(document)
    place = builds_pivot(document)
    pivot_agrees(document, place)
    draws_chart(document, place)
    prints(document, words(document))
    document.close(True)
done()
