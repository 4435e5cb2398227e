namespace Bridge.Vocabulary;

/// <summary>Why a template gave no text. It says nothing of the incident.</summary>
internal enum TemplateFailure
{
    /// <summary>A filter could not work with its value, or a limit was reached: loops, length of strings, length of the output.</summary>
    Error,

    /// <summary>A value would have stood where it could become markup, such as in a tag and outside of quotes.</summary>
    Misplaced,

    /// <summary>Nothing but blanks came out; Grafana refuses an annotation without text.</summary>
    Empty,
}
