using Bridge.Annotations;

namespace Bridge.UnitTests.Annotations;

public sealed class TimestampNameTests
{
    [Theory]
    [InlineData("Resolved at", "Resolved at")]
    [InlineData("Resolved at", "resolved AT")]
    [InlineData("Resolved at", "Resolved")]
    [InlineData("Resolved", "  Resolved  at ")]
    public void The_same_name_in_other_words(string left, string right)
    {
        Assert.True(TimestampName.Same(left, right));
        Assert.True(TimestampName.Same(right, left));
    }

    [Theory]
    [InlineData("Resolved at", "Fixed at")]
    [InlineData("Resolved at", "Resolvedat")]
    [InlineData("at", "")]
    [InlineData("Format", "Form")]
    [InlineData("Resolved at", "Resolved at all")]
    public void Other_names(string left, string right)
    {
        Assert.False(TimestampName.Same(left, right));
        Assert.False(TimestampName.Same(right, left));
    }
}
