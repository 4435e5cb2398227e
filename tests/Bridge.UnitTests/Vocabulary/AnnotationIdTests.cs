using Bridge.Vocabulary;

namespace Bridge.UnitTests.Vocabulary;

public sealed class AnnotationIdTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(long.MaxValue)]
    public void A_positive_number_is_an_id(long value)
    {
        var id = new AnnotationId(value);

        Assert.Equal(value, id.Value);
        Assert.Equal(value.ToString(System.Globalization.CultureInfo.InvariantCulture), id.ToString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public void Nothing_else_is(long value)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new AnnotationId(value));
    }

    [Fact]
    public void An_id_that_was_never_set_cannot_be_written_into_a_url()
    {
        Assert.Throws<InvalidOperationException>(() => default(AnnotationId).Value);
        Assert.Throws<InvalidOperationException>(() => $"/api/annotations/{default(AnnotationId)}");
    }
}
