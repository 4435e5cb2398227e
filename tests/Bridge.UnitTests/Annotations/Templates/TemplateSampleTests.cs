namespace Bridge.UnitTests.Annotations.Templates;

/// <summary>What is wrong in a branch that an incident can take is found at the start, and what is right in it is not refused.</summary>
public sealed class TemplateSampleTests
{
    [Theory]
    [InlineData("part == 'region'")]
    [InlineData("part == 'start'")]
    [InlineData("part == 'resolve'")]
    [InlineData("status == 'open'")]
    [InlineData("status == 'resolved'")]
    [InlineData("end")]
    [InlineData("duration")]
    [InlineData("is_private")]
    [InlineData("incident.visibility == 'public'")]
    [InlineData("incident.name == 'Private incident'")]
    [InlineData("incident.mode == 'standard'")]
    [InlineData("incident.summary")]
    [InlineData("incident.link")]
    [InlineData("incident.type")]
    [InlineData("incident.status")]
    [InlineData("incident.severity")]
    [InlineData("incident.severity.name")]
    [InlineData("incident.duration")]
    [InlineData("incident.duration == nil")]
    [InlineData("incident.custom_fields['Team']")]
    [InlineData("incident.custom_fields.Team")]
    [InlineData("incident.custom_field_values['Team']")]
    [InlineData("incident.custom_field_values.Team contains '3'")]
    [InlineData("incident.summary == nil")]
    [InlineData("incident.link == nil")]
    [InlineData("incident.type == nil")]
    [InlineData("incident.severity == nil")]
    [InlineData("end == nil")]
    [InlineData("incident.custom_fields.Team == nil")]
    public void A_value_that_is_misplaced_in_a_branch_stops_the_start(string condition) => Assert.Contains(
        "a value cannot stand in a tag", ATemplate.Problem($"x{{% if {condition} %}}<b {{{{ incident.name }}}}>{{% endif %}}"), StringComparison.Ordinal);

    [Theory]
    [InlineData("{{ incident.name | plus: 1 }}")]
    [InlineData("{{ incident.summary | plus: 1 }}")]
    [InlineData("{{ end | date: '%H' | plus: 1 }}")]
    [InlineData("{% for value in incident.custom_field_values.Count %}{{ value | times: 2 }}{% endfor %}")]
    public void A_filter_for_numbers_is_no_problem_where_a_number_may_stand(string template) => Assert.Null(ATemplate.Problem(template));

    [Theory]
    [InlineData("incident")]
    [InlineData("start")]
    [InlineData("end")]
    [InlineData("duration")]
    [InlineData("part")]
    [InlineData("status")]
    [InlineData("is_private")]
    public void What_is_given_cannot_be_set(string name)
    {
        Assert.NotNull(ATemplate.Problem($"{{% assign {name} = 'x' %}}x"));
        Assert.NotNull(ATemplate.Problem($"{{% capture {name} %}}x{{% endcapture %}}x"));
    }

    [Theory]
    [InlineData("{% assign incident.name = 'x' %}x", "line 1, column 11: only a plain name can be set.")]
    [InlineData("{% capture incident.name %}x{% endcapture %}x", "line 1, column 12: only a plain name can be set.")]
    public void Only_a_plain_name_can_be_set(string template, string problem) => Assert.Equal(problem, ATemplate.Problem(template));

    [Theory]
    [InlineData("{% for x in (1..3) %}{{ forloop.index }}{% unless forloop.last %},{% endunless %}{% endfor %}", "1,2,3")]
    [InlineData("{% for x in (1..5) limit: 2 %}{{ x }}{% endfor %} {% for x in (1..5) offset: 3 %}{{ x }}{% endfor %}", "12 45")]
    [InlineData("{% tablerow x in (1..1) %}{{ tablerowloop.index }}{% endtablerow %}", "<tr class=\"row1\"><td class=\"col1\">1</td></tr>")]
    [InlineData("{% if incident.name == blank %}none{% else %}some{% endif %}", "some")]
    [InlineData("{% if incident.custom_field_values.Nobody == empty %}none{% else %}some{% endif %}", "some")]
    [InlineData("{% if nil %}x{% endif %}y", "y")]
    [InlineData("{% for x in (1..4) %}{% if x == 2 %}{% continue %}{% endif %}{% if x == 4 %}{% break %}{% endif %}{{ x }}{% endfor %}", "13")]
    public void Words_of_liquid_are_known(string template, string text) => Assert.Equal(text, ATemplate.Text(template));
}
