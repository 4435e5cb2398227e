using Bridge.Commands.Output;

namespace Bridge.UnitTests.Commands;

public sealed class TableLayoutTests
{
    private static readonly ReportColumn[] Columns = [ReportColumn.Of("Incident"), ReportColumn.Shared("Route"), ReportColumn.Of("Start"), ReportColumn.Prose("Name")];

    private static readonly IReadOnlyList<string>[] Rows =
    [
        ["INC-1", "default", "2026-03-01 10:00:00Z", "Checkout is slow for everybody"],
        ["INC-12", "default", "2026-03-01 11:00:00Z", "x"],
    ];

    [Fact]
    public void Where_there_is_room_a_row_is_a_line() => Assert.Equal(
        [
            "INCIDENT  ROUTE    START                 NAME",
            "INC-1     default  2026-03-01 10:00:00Z  Checkout is slow for everybody",
            "INC-12    default  2026-03-01 11:00:00Z  x",
        ],
        TableLayout.Lines(Columns, Rows, WordWrap.Unlimited));

    [Fact]
    public void Prose_wraps_in_its_column() => Assert.Equal(
        [
            "INCIDENT  ROUTE    START                 NAME",
            "INC-1     default  2026-03-01 10:00:00Z  Checkout is slow for",
            "                                         everybody",
            "INC-12    default  2026-03-01 11:00:00Z  x",
        ],
        TableLayout.Lines(Columns, Rows, 65));

    [Fact]
    public void Without_room_for_it_prose_goes_below() => Assert.Equal(
        [
            "INCIDENT  ROUTE    START",
            "  NAME",
            "INC-1     default  2026-03-01 10:00:00Z",
            "  Checkout is slow for everybody",
            "INC-12    default  2026-03-01 11:00:00Z",
            "  x",
        ],
        TableLayout.Lines(Columns, Rows, 60));

    [Fact]
    public void In_a_narrow_terminal_columns_go_below_each_other_and_no_time_is_broken() => Assert.Equal(
        [
            "INCIDENT  ROUTE",
            "  START",
            "  NAME",
            "INC-1     default",
            "  2026-03-01 10:00:00Z",
            "  Checkout is slow for",
            "  everybody",
            "INC-12    default",
            "  2026-03-01 11:00:00Z",
            "  x",
        ],
        TableLayout.Lines(Columns, Rows, 24));

    [Fact]
    public void What_all_rows_share_is_said_once()
    {
        var (columns, rows, said) = TableLayout.SayOnce(Columns, Rows);

        Assert.Equal(["Incident", "Start", "Name"], columns.Select(column => column.Name));
        Assert.Equal(["INC-1", "2026-03-01 10:00:00Z", "Checkout is slow for everybody"], rows[0]);
        Assert.Equal("All rows: route default.", said);
    }

    [Fact]
    public void One_row_alone_shares_nothing_and_neither_do_rows_that_differ()
    {
        Assert.Null(TableLayout.SayOnce(Columns, Rows[..1]).Said);
        Assert.Null(TableLayout.SayOnce(Columns, [Rows[0], ["INC-12", "other", "2026-03-01 11:00:00Z", "x"]]).Said);
    }

    [Fact]
    public void Characters_that_take_two_columns_are_counted_so() => Assert.Equal(
        ["INCIDENT  ROUTE  START  NAME", "障害      r      s      n", "INC-12    r      s      n"],
        TableLayout.Lines(Columns, [["障害", "r", "s", "n"], ["INC-12", "r", "s", "n"]], WordWrap.Unlimited));
}
