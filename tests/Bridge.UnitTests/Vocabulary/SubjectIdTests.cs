using System.Globalization;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Vocabulary;

public sealed class SubjectIdTests
{
    [Theory]
    [InlineData("01HZX3V9QF8N6M2K7T5R4W1YPD")]
    [InlineData("a")]
    [InlineData("abc-DEF_123")]
    public void Letters_digits_and_two_marks_are_an_id(string text)
    {
        Assert.True(SubjectId.TryParse(text, out var id));
        Assert.Equal(text, id.Value);
        Assert.Equal(text, id.ToString());
        Assert.Equal(id, SubjectId.Parse(text));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a b")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a?b")]
    [InlineData("a#b")]
    [InlineData("a%2fb")]
    [InlineData("a:b")]
    [InlineData("a,b")]
    [InlineData("a\n")]
    [InlineData("ａ")]
    [InlineData("é")]
    public void Nothing_that_could_lead_elsewhere_is_an_id(string? text)
    {
        Assert.False(SubjectId.TryParse(text, out _));
        Assert.Throws<FormatException>(() => SubjectId.Parse(text!));
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void An_id_fits_a_tag(int length, bool valid)
    {
        Assert.Equal(valid, SubjectId.TryParse(new string('a', length), out _));
    }

    [Fact]
    public void An_id_that_was_never_set_cannot_be_used()
    {
        Assert.Throws<InvalidOperationException>(() => default(SubjectId).Value);
    }

    [Fact]
    public void Sentences_name_the_kind_before_the_id()
    {
        var id = SubjectId.Parse("01ABC");

        Assert.Equal("Incident 01ABC, incident 01ABC, 01ABC", string.Create(CultureInfo.InvariantCulture, $"{id:S}, {id:s}, {id}"));
    }

    [Fact]
    public void An_id_of_another_kind_is_no_incident()
    {
        Assert.False(SubjectId.TryParse("incident:01ABC", out _));
        Assert.False(SubjectId.TryParse("of-a-newer-version:01ABC", out _));
    }
}
